/**
 * Transactions over any partitions and tables, coordinated by the router that takes the request
 * (docs/design/012-transactions.md).
 *
 * <p>Why here: a router sees all partitions, and any router can finish what another one began: all
 * that has to outlive it is in the ledger and in the partitions. Who calls: the operations on
 * transactions, and a node whose partition has waited too long for a coordinator. Invariant: a
 * transaction is committed exactly when its ledger item says so, and only an item that is there can
 * come to say so.
 */
package dev.stator.router.transaction;
