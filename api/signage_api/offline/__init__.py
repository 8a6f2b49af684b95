"""What makes the visitor's page stay readable without network: service worker, manifest, icons."""
