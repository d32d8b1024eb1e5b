"""Pages that span topics: Today, who looked, errors."""
