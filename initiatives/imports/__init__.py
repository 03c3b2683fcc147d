"""Reading files that people keep in spreadsheets into the portal's own tables."""
