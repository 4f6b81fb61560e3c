import { DefaultStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib';

/**
 * Deploys as CDK always does, but the template itself does not ask whether the account was bootstrapped: the local AWS
 * never is. `cdk deploy` still checks the account before it begins.
 */
export function makeSynthesizer(): IStackSynthesizer {
  const synthesizer: object = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
  if (isStackSynthesizer(synthesizer)) return synthesizer;
  throw new Error('Expected the default synthesizer to be one');
}

/** By hand, because aws-cdk-lib's own declarations disagree here under exactOptionalPropertyTypes. */
const isStackSynthesizer = (it: object): it is IStackSynthesizer => it instanceof DefaultStackSynthesizer;
