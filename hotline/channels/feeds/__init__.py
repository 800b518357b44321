"""Items from microblogs, forums and monitors of public opinion (舆情): taken in, and answered where they stand."""
