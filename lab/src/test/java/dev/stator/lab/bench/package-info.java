/** Tests of the load generator's parts: what would make its figures wrong without a sound. */
package dev.stator.lab.bench;
