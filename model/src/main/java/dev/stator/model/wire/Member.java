package dev.stator.model.wire;

import org.jspecify.annotations.Nullable;

/**
 * One member of a structure.
 *
 * @param name on the wire, such as {@code TableName}
 * @param path how messages name it: the first letter in lower case
 * @param ordinal its place in the structure, from 0
 * @param target the shape of its value
 * @param required whether it must be there
 * @param unless when this other member is there, this one is not required
 */
public record Member(
    String name,
    String path,
    int ordinal,
    Shape target,
    boolean required,
    @Nullable String unless) {}
