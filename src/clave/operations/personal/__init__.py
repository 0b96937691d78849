"""What people may ask of their own data, where they are mentioned, and how long data is kept. (Ley 1581 de 2012, GDPR)"""
