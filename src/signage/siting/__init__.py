"""May a sign stand here, what must its face obey, who must say yes? ("Standortampel")

Pure: rows and values in, findings out. `surroundings.Surroundings` knows what lies around, `figures.Figures`
what the rules demand, `check.check_signs` brings both together.
"""
