"""The page that people use instead of mail: server-rendered, in English and Spanish, on the same doors as the API."""
