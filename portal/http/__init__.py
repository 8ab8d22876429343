"""What pages and programs share of HTTP: the request's services, responses that are files, security headers."""
