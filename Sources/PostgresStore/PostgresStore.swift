// The only code that contains SQL text or touches libpq.
