"""What a named contact of a customer may see and do in the portal, and until when. (G4, G10, C1)"""
