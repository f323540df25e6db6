// The engine: columns in, partition out.
