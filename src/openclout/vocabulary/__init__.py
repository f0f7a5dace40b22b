"""The nouns, table columns and errors of OpenClout. Imports nothing of ours."""
