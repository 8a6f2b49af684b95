"""What web servers must be told so that files answer as the service does: by state, language, and as typed.

Without any rule every page is there under `/CODE/`. nginx reads `rules/nginx-http.conf` and
`rules/nginx-server.conf`, Apache `site/.htaccess`, hosts for static pages `site/_redirects` and
`site/_headers`.
"""

from collections.abc import Mapping, Sequence
from string import Template

from signage.codes.token import ALPHABET, LENGTH
from signage.languages import DEFAULT
from signage.services.publishing.pages import folder_of

# Ask before each use, and for a week use what is there while nobody answers (RFC 5861).
CACHE = "max-age=0, stale-if-error=604800"
_GAP = r"(?:[-_. +]|%20|%2D)*"
_TYPED = _GAP.join(f"(?<signage_{place}>[0-9A-Za-z])" for place in range(1, LENGTH + 1))
_READ = "".join(f"$signage_u{place}" for place in range(1, LENGTH + 1))
_LOOKALIKES = {"O": "0", "I": "1", "L": "1"}

_NGINX_HTTP = Template("""\
# Belongs into the http block: include DIR/current/rules/nginx-http.conf;
map $$http_accept_language $$signage_liked {
    default "";
$liked}
map $$arg_lang $$signage_folder {
    default $$signage_liked;
$asked}
$letters""")

_NGINX_SERVER = Template("""\
# Belongs into the server block, below: root DIR/current/site;
index index.html;
charset utf-8;
gzip_static on;
gzip_vary on;
$headers
add_header Vary "Accept-Language" always;
error_page 404 /$${signage_folder}404.html;
$moved
location = / {
    if ($$arg_code ~ "^$typed$$") { return 302 /$read; }
    try_files /$${signage_folder}index.html =404;
}
location ~ "^/(?<signage_code>[$alphabet]{$length})/?$$" {
    if (-f $$document_root/$$signage_code/.410) { return 410; }
    if (-f $$document_root/$$signage_code/.404) { return 404; }
    error_page 404 410 /$$signage_code/$${signage_folder}index.html;
    try_files /$$signage_code/$${signage_folder}index.html /$$signage_code/index.html @signage_unknown;
}
location @signage_unknown { return 404; }
location ~ "^/(?<signage_page>$statements)/?$$" {
    try_files /$$signage_page/$${signage_folder}index.html =404;
}
location ~ "\\.vcf$$" {
    types { }
    default_type "text/vcard; charset=utf-8";
}
location ~ "\\.js$$" {
    types { }
    default_type "text/javascript; charset=utf-8";
}
location ~ "^/$typed/?$$" {
    if ($$uri = "/$read") { return 404; }
    return 302 /$read;
}
location ~ "/[._]" { return 404; }
""")

_NGINX_BROTLI = """\
# Belongs into the server block of an nginx that has ngx_http_brotli_static_module, and of no other.
brotli_static on;
"""

_APACHE = Template("""\
Options -Indexes -MultiViews
DirectoryIndex index.html
DirectorySlash Off
AddType "text/vcard; charset=utf-8" .vcf
AddType text/javascript .js
AddDefaultCharset utf-8
ErrorDocument 404 "/%{reqenv:SIGNAGE_PAGE}"
ErrorDocument 410 "/%{reqenv:SIGNAGE_PAGE}"
RemoveLanguage .br
${packed}\
<IfModule mod_headers.c>
$headers
Header onsuccess unset Vary
Header always set Vary "Accept-Language, Accept-Encoding"
</IfModule>
RewriteEngine On
RewriteRule "(?:^|/)[._]" "-" [E=SIGNAGE_PAGE:404.html,R=404,L]
${languages}\
RewriteRule "^" "-" [E=SIGNAGE_PAGE:%{ENV:SIGNAGE_AT}404.html]
$moved
RewriteCond expr "toupper(%{QUERY_STRING}) =~ m#(?:^|&)CODE=$typed(?:&|$$)#"
RewriteRule "^$$" "-" [E=SIGNAGE_TYPED:%1%2]
RewriteCond expr "%{REQUEST_URI} !~ m#^/[$alphabet]{$length}/?$$#"
RewriteCond expr "toupper(%{REQUEST_URI}) =~ m#^/$typed/?$$#"
RewriteRule "^" "-" [E=SIGNAGE_TYPED:%1%2]
${lookalikes}\
RewriteCond "%{ENV:SIGNAGE_TYPED}" "."
RewriteRule "^$$" "/%{ENV:SIGNAGE_TYPED}?" [R=302,L]
RewriteCond "%{ENV:SIGNAGE_TYPED}" "."
RewriteRule "^" "/%{ENV:SIGNAGE_TYPED}" [R=302,L]
RewriteRule "^$$" "/%{ENV:SIGNAGE_AT}index.html" [L]
RewriteRule "^($statements)/?$$" "/$$1/%{ENV:SIGNAGE_AT}index.html" [L]
RewriteRule "^([$alphabet]{$length})/?$$" "-" [E=SIGNAGE_PAGE:$$1/%{ENV:SIGNAGE_AT}index.html]
RewriteCond "%{DOCUMENT_ROOT}/$$1/.410" -f
RewriteRule "^([$alphabet]{$length})/?$$" "-" [R=410,L]
RewriteCond "%{DOCUMENT_ROOT}/$$1/.404" -f
RewriteRule "^([$alphabet]{$length})/?$$" "-" [R=404,L]
RewriteCond "%{DOCUMENT_ROOT}/$$1/%{ENV:SIGNAGE_AT}index.html" -f
RewriteRule "^([$alphabet]{$length})/?$$" "/$$1/%{ENV:SIGNAGE_AT}index.html" [L]
RewriteCond "%{DOCUMENT_ROOT}/$$1/index.html" -f
RewriteRule "^([$alphabet]{$length})/?$$" "/$$1/index.html" [L]
RewriteRule "^[$alphabet]{$length}/?$$" "-" [E=SIGNAGE_PAGE:%{ENV:SIGNAGE_AT}404.html,R=404,L]
RewriteCond "%{REQUEST_FILENAME}" -d
RewriteRule "[^/]$$" "%{REQUEST_URI}/" [R=302,L]
${accepted}\
""")

_APACHE_PACKED = """\
<FilesMatch "\\.{kind}\\.(?:br|gz)$">
ForceType "{named}"
AddEncoding br .br
AddEncoding gzip .gz
</FilesMatch>
"""
_APACHE_ACCEPTED = """\
RewriteCond "%{{HTTP:Accept-Encoding}}" "\\b{packing}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))"
RewriteCond "%{{REQUEST_FILENAME}}.{tail}" -f
RewriteRule "^(.+\\.(?:html|json|js))$" "/$1.{tail}" [L]
"""
_KINDS = {"html": "text/html; charset=utf-8", "json": "application/json", "js": "text/javascript"}
_PACKINGS = {"br": "br", "gzip": "gz"}  # the smaller one first

_APACHE_LIKED = """\
RewriteCond "%{{HTTP:Accept-Language}}" "^\\s*{language}\\b" [NC]
RewriteRule "^" "-" [E=SIGNAGE_AT:{folder}]
"""
_APACHE_ASKED = """\
RewriteCond "%{{QUERY_STRING}}" "(?:^|&)lang={language}(?:&|$)"
RewriteRule "^" "-" [E=SIGNAGE_AT:{folder}]
"""
# One letter a rule: an .htaccess can neither replace letters one by one nor do so in a loop.
_APACHE_LOOKALIKE = """\
RewriteCond "%{{ENV:SIGNAGE_TYPED}}" "^([^{typed}]*){typed}(.*)$"
RewriteRule "^" "-" [E=SIGNAGE_TYPED:%1{meant}%2]
"""


def rule_files(
    languages: Sequence[str],
    headers: Sequence[tuple[str, str]],
    statements: Sequence[str],
    moved: Mapping[str, str],
) -> dict[str, str]:
    """Path within a release -> text; `moved` maps codes to those that took their place."""
    sent = [*headers, ("cache-control", CACHE)]
    leads = sorted(moved.items())
    return {
        "rules/nginx-http.conf": _nginx_http(languages),
        "rules/nginx-server.conf": _nginx_server(sent, statements, leads),
        "rules/nginx-brotli.conf": _NGINX_BROTLI,
        "site/.htaccess": _apache(languages, sent, statements, leads),
        "site/_redirects": "".join(f"/{old} /{new} 302\n" for old, new in leads),
        "site/_headers": "/*\n" + "".join(f"  {name}: {value}\n" for name, value in sent),
    }


def _nginx_http(languages: Sequence[str]) -> str:
    folders = {language: folder_of("", language) for language in languages}
    return _NGINX_HTTP.substitute(
        liked="".join(f'    "~*^\\s*{name}\\b" "{at}";\n' for name, at in folders.items() if name != DEFAULT),
        asked="".join(f'    "{name}" "{folder}";\n' for name, folder in folders.items()),
        letters="".join(_letter(place) for place in range(1, LENGTH + 1)),
    )


def _letter(place: int) -> str:
    """One typed character as it stands in a code; nginx cannot change the case of a letter otherwise."""
    read = {letter.lower(): letter for letter in ALPHABET if letter.isalpha()}
    read |= {typed.lower(): meant for typed, meant in _LOOKALIKES.items()}
    lines = "".join(f'    "{typed}" "{meant}";\n' for typed, meant in read.items())
    return f"map $signage_{place} $signage_u{place} {{\n    default $signage_{place};\n{lines}}}\n"


def _nginx_server(
    headers: Sequence[tuple[str, str]], statements: Sequence[str], moved: Sequence[tuple[str, str]]
) -> str:
    return _NGINX_SERVER.substitute(
        headers="\n".join(f'add_header {name} "{value}" always;' for name, value in headers),
        moved="\n".join(f"location = /{old} {{ return 302 /{new}; }}" for old, new in moved),
        typed=_TYPED, read=_READ, alphabet=ALPHABET, length=LENGTH, statements="|".join(statements),
    )  # fmt: skip


def _apache(
    languages: Sequence[str],
    headers: Sequence[tuple[str, str]],
    statements: Sequence[str],
    moved: Sequence[tuple[str, str]],
) -> str:
    folders = {language: folder_of("", language) for language in languages}
    liked = [
        _APACHE_LIKED.format(language=name, folder=at) for name, at in folders.items() if name != DEFAULT
    ]
    asked = [_APACHE_ASKED.format(language=name, folder=at) for name, at in folders.items()]
    half = f"([{ALPHABET}{''.join(_LOOKALIKES)}]{{{LENGTH // 2}}})"
    lookalikes = [
        _APACHE_LOOKALIKE.format(typed=typed, meant=meant) * LENGTH for typed, meant in _LOOKALIKES.items()
    ]
    packed = [_APACHE_PACKED.format(kind=kind, named=named) for kind, named in _KINDS.items()]
    accepted = [_APACHE_ACCEPTED.format(packing=how, tail=tail) for how, tail in _PACKINGS.items()]
    return _APACHE.substitute(
        headers="\n".join(f'Header always set {name} "{value}"' for name, value in headers),
        moved="\n".join(f'RewriteRule "^{old}/?$" "/{new}" [R=302,L]' for old, new in moved),
        typed=f"{half}{_GAP}{half}", alphabet=ALPHABET, length=LENGTH,
        packed="".join(packed), accepted="".join(accepted),
        lookalikes="".join(lookalikes), languages="".join([*liked, *asked]),
        statements="|".join(statements),
    )  # fmt: skip
