package dev.lamina.cli.data;

/**
 * Gives an image another size: first its rows, then its columns, each result pixel being the weighted mean of the pixels around its
 * centre. The weights fall linearly to 0 at the distance of one pixel of the larger of both images, so that nothing between pixels is lost
 * when an image becomes smaller; enlarged, it is bilinear. This is what Pillow calls BILINEAR.
 */
final class Resampling {

    private Resampling() {}

    /** Changes the size of {@code channels} planes of pixels. */
    static float[] resize(float[] pixels, int channels, int height, int width, int toHeight, int toWidth) {
        float[] wide = width == toWidth ? pixels : along(pixels, channels * height, width, 1, toWidth);
        return height == toHeight ? wide : along(wide, channels, height, toWidth, toHeight);
    }

    /** Changes the size of one axis. */
    private static float[] along(float[] values, int outer, int length, int inner, int toLength) {
        float[] result = new float[outer * toLength * inner];
        double scale = (double) length / toLength;
        double reach = Math.max(1, scale);
        for (int to = 0; to < toLength; to++) {
            double centre = (to + 0.5) * scale;
            int first = Math.max(0, (int) (centre - reach + 0.5));
            int end = Math.min(length, (int) (centre + reach + 0.5));
            double[] weights = weights(first, end, centre, reach);
            for (int at = 0; at < outer * inner; at++) {
                int from = at / inner * length * inner + at % inner;
                double sum = 0;
                for (int i = first; i < end; i++) {
                    sum += weights[i - first] * values[from + i * inner];
                }
                result[at / inner * toLength * inner + to * inner + at % inner] = (float) sum;
            }
        }
        return result;
    }

    private static double[] weights(int first, int end, double centre, double reach) {
        double[] weights = new double[end - first];
        double sum = 0;
        for (int i = first; i < end; i++) {
            weights[i - first] = Math.max(0, 1 - Math.abs(i + 0.5 - centre) / reach);
            sum += weights[i - first];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }
}
