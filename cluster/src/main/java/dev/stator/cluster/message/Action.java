package dev.stator.cluster.message;

import dev.stator.cluster.message.PartitionRequest.WriteItem;

/**
 * What a transaction does to one item.
 *
 * @param write the change and its condition; when it only checks, the change is of no account
 * @param checkOnly whether the item stays as it is
 */
public record Action(WriteItem write, boolean checkOnly) {}
