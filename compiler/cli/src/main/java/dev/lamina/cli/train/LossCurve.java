package dev.lamina.cli.train;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of the loss over the epochs. */
final class LossCurve {

    private LossCurve() {}

    /** The picture as PNG; there must be at least one epoch. */
    static byte[] png(String title, List<LossHistory.Point> points) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(500)
                .title(title)
                .xAxisTitle("epoch")
                .yAxisTitle("loss")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotBorderVisible(false);
        double[] epochs = points.stream().mapToDouble(LossHistory.Point::epoch).toArray();
        add(
                chart,
                "training",
                epochs,
                points.stream().mapToDouble(LossHistory.Point::loss).toArray());
        if (points.stream().allMatch(point -> point.heldOut().isPresent())) {
            double[] test = points.stream()
                    .mapToDouble(point -> point.heldOut().getAsDouble())
                    .toArray();
            add(chart, "held out", epochs, test);
        }
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", image);
        return image.toByteArray();
    }

    private static void add(XYChart chart, String name, double[] epochs, double[] losses) {
        chart.addSeries(name, epochs, losses).setMarker(epochs.length > 50 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    }
}
