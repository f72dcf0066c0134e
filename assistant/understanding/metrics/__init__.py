"""Which metrics a question is about: by name, by what was done, by what is counted, as a sum or a part of others."""
