"""What Cairn measures about itself, one command each: `bench/chat`, `bench/pages`, `bench/crash`."""
