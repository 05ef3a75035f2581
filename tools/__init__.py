"""What people run beside the service while they build or try it. The service itself never imports it."""
