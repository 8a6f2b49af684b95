// The rules for the scripts of our pages; run from the project's folder (scripts/lint_javascript).
import js from '@eslint/js';
import globals from 'globals';

const AS_TEXT = 'Markup from data would run: make elements with `el`, give text with `textContent`.';
const WAYS_TO_WRITE_MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc', 'createContextualFragment'];

const noMarkup = {
  'no-restricted-properties': ['error',
    ...WAYS_TO_WRITE_MARKUP.map((property) => ({ property, message: AS_TEXT })),
    { object: 'document', property: 'write', message: AS_TEXT },
    { object: 'document', property: 'writeln', message: AS_TEXT },
  ],
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-script-url': 'error',
};

const noKeeping = {
  'no-restricted-globals': ['error',
    { name: 'localStorage', message: 'Nothing is kept on a visitor\'s device.' },
    { name: 'sessionStorage', message: 'Nothing is kept on a visitor\'s device.' },
    { name: 'DOMParser', message: AS_TEXT },
    { name: 'event', message: 'Take it as the parameter of the listener.' },
    { name: 'name', message: 'This is the window\'s name.' },
  ],
};

const plain = {
  'eqeqeq': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-unused-vars': ['error', { args: 'after-used', caughtErrors: 'all' }],
  'no-shadow': 'error',
  'no-use-before-define': ['error', { functions: false, variables: false }],
  'no-console': 'error',
  'no-alert': 'error',
  'no-throw-literal': 'error',
  'no-param-reassign': 'error',
  'no-return-assign': 'error',
  'no-sequences': 'error',
  'no-else-return': 'error',
  'no-implicit-coercion': 'error',
  'no-implicit-globals': 'error',
  'no-unused-expressions': ['error', { allowTernary: true }],
  'no-useless-return': 'error',
  'no-useless-concat': 'error',
  'no-loop-func': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-await-in-loop': 'error',
  'require-atomic-updates': 'error',
  'object-shorthand': 'error',
  'prefer-template': 'error',
  'prefer-arrow-callback': 'error',
  'prefer-rest-params': 'error',
  'prefer-spread': 'error',
  'radix': 'error',
  'strict': ['error', 'global'],
  'array-callback-return': 'error',
  'default-case-last': 'error',
  'complexity': ['error', 14],
  'max-lines': ['error', 400],
  'max-len': ['error', { code: 140, ignoreUrls: true }],
};

export default [
  { ignores: ['**/vendor/**', '**/node_modules/**', 'build/**', '.venv/**'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    rules: { ...plain, ...noMarkup, ...noKeeping },
  },
  {
    files: ['src/**/*.js', 'api/**/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'script', globals: globals.browser },
  },
  {
    // A tab keeps until it is closed: at the planner's the token and what can be undone, on the map the base map that was chosen.
    files: ['src/signage/maps/static/memory.js'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['tools/javascript/*.js', 'tools/oidc/*.mjs'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: globals.node },
    rules: { strict: 'off' },
  },
];
