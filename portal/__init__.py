"""City Data Portal: the city's official lists of databases and open data, and everything behind them."""

__version__ = "0.1.0"
