"""Floor 11: long work behind the pages: kept in the database, taken up by a worker, never lost, never done twice."""
