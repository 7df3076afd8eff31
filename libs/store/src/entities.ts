/** TypeORM's view of what is read row by row, as it counts now. Bulk goes through COPY; the schema belongs to migrations/. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'clinical', name: 'treatment_now' })
export class TreatmentEntity {
  @PrimaryColumn('uuid', { name: 'site_id' }) siteId!: string;
  /** Stays through all versions. */
  @PrimaryColumn('uuid', { name: 'entity_id' }) id!: string;
  /** The patient it is read under. */
  @Column('uuid', { name: 'head_id' }) patientId!: string;
  @Column('int') version!: number;
  @Column('boolean', { name: 'by_hand' }) byHand!: boolean;
  @Column('text') regimen!: string;
  @Column('text', { array: true }) agents!: string[];
  @Column('text', { name: 'therapy_class', array: true }) therapyClass!: string[];
  @Column('date', { name: 'started_on', nullable: true }) startedOn!: string | null;
  @Column('int', { name: 'started_day', nullable: true }) startedDay!: number | null;
  @Column('date', { name: 'stopped_on', nullable: true }) stoppedOn!: string | null;
  @Column('int', { name: 'stopped_day', nullable: true }) stoppedDay!: number | null;
  @Column('text', { name: 'best_response', nullable: true }) bestResponse!: string | null;
  @Column('text', { name: 'stop_reason', nullable: true }) stopReason!: string | null;
}

@Entity({ schema: 'clinical', name: 'assessment_now' })
export class AssessmentEntity {
  @PrimaryColumn('uuid', { name: 'site_id' }) siteId!: string;
  /** Stays through all versions. */
  @PrimaryColumn('uuid', { name: 'entity_id' }) id!: string;
  /** The patient it is read under. */
  @Column('uuid', { name: 'head_id' }) patientId!: string;
  @Column('int') version!: number;
  @Column('boolean', { name: 'by_hand' }) byHand!: boolean;
  @Column('date', { name: 'assessed_on', nullable: true }) assessedOn!: string | null;
  @Column('int', { name: 'assessed_day', nullable: true }) assessedDay!: number | null;
  @Column('text') kind!: string;
  @Column('text') gene!: string;
  @Column('text') variant!: string;
  @Column('text') result!: string;
  @Column('text') unit!: string;
}

export const entities = [TreatmentEntity, AssessmentEntity];
