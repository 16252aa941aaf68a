package dev.stator.model.expression;

import org.jspecify.annotations.Nullable;

/**
 * One of the expressions that a request may carry.
 *
 * @param text null when the request does not carry it
 */
public record ExpressionText(ExpressionKind kind, @Nullable String text) {}
