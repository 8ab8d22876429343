"""Who may do what: identities, permissions, accounts, and the one rule of what may be seen."""
