package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Loss;
import dev.lamina.compiler.layer.Place;

/** A loss and where it is called. */
public record AppliedLoss(Loss loss, Place place) {}
