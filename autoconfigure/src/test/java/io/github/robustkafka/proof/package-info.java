/**
 * Proofs: sweeps of faults against the real parts on real files, with an oracle outside
 * the process under test. Classes called {@code XProof} run with {@code mvn verify
 * -Pproof} on Linux and need a C compiler.
 */
package io.github.robustkafka.proof;
