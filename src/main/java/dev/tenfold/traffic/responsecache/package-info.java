/**
 * The response cache: a public response is made once and then served as bytes, before security and MVC, while its source has not changed. Also
 * the public reads that are answered without Spring MVC.
 */
@NullMarked
package dev.tenfold.traffic.responsecache;

import org.jspecify.annotations.NullMarked;
