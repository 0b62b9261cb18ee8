import { Module } from '@nestjs/common';
import { ProblemsController } from '../problems/problems.controller.js';
import { HealthController } from './health.controller.js';
import { KeysController } from './keys.controller.js';
import { MetricsController } from './metrics.controller.js';

/** What operators and verifiers ask. */
@Module({ controllers: [HealthController, KeysController, MetricsController, ProblemsController] })
export class OpsModule {}
