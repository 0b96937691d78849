"""Books that nobody here wrote: real data as the CSV files an ERP exports."""
