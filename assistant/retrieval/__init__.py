"""Finding metrics and values by the words of a question, without a model and without a network."""
