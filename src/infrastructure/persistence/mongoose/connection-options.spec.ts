import { describe, expect, it } from '@jest/globals';
import { connectionOptions } from './connection-options.js';

describe('connectionOptions', () => {
  it('limits every wait when the URI says nothing', () => {
    expect(connectionOptions('mongodb://a:1,b:2/ratchet')).toMatchObject({
      serverSelectionTimeoutMS: 2500,
      socketTimeoutMS: 3000,
      maxPoolSize: 50,
    });
  });

  it('leaves a limit to the URI that names it, in any case', () => {
    const options = connectionOptions('mongodb://a:1,b:2/ratchet?replicaSet=rs0&sockettimeoutms=9000');
    expect(options).not.toHaveProperty('socketTimeoutMS');
    expect(options).toMatchObject({ connectTimeoutMS: 2500 });
  });

  it('never leaves the durability of writes to the URI', () => {
    expect(connectionOptions('mongodb://a/ratchet?w=1&retryWrites=false')).toMatchObject({
      writeConcern: { w: 'majority' },
      retryWrites: true,
    });
  });
});
