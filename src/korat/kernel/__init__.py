"""The ground floor: time, ids, texts, Thai dates and sorting, settings, errors. It holds no models."""
