"""Where facts come from without anybody carrying files: databases, an ERP, folders. `port` says what each of them offers."""
