/** The page of evidence: results of tests, proofs and benchmarks, and the page and charts that are made from them. */
@NullMarked
package dev.tenfold.testing.evidence;

import org.jspecify.annotations.NullMarked;
