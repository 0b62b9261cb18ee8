// @nestjs/throttler is CommonJS and requires Nest, which is not. Jest runs what is required while it still links what is
// imported, and refuses that circle; Node itself does not. So Nest is there before any test asks for it.
import '@nestjs/common';
import '@nestjs/core';
