/** Classes that break the rules on purpose, so that the rules are seen to fail. */
package dev.stator.lab.arch.broken;
