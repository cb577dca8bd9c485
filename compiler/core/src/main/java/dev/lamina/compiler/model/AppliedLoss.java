package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.signature.Place;

/** A loss and where it is called. */
public record AppliedLoss(Loss loss, Place place) {}
