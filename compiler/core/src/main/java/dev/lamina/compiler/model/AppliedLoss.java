package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.signature.Place;

/**
 * A loss and where it is called.
 *
 * @param output the index of the output that it is computed from
 * @param weight its factor in the sum of all losses
 * @param ofInput whether its target is the input of the model
 * @param sampleWeights whether each sample counts as much as the caller says
 */
public record AppliedLoss(Loss loss, int output, double weight, boolean ofInput, boolean sampleWeights, Place place) {}
