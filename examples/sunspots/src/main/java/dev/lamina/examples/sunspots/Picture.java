package dev.lamina.examples.sunspots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws forecasts and truth over the years. */
final class Picture {

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 500;

    private Picture() {}

    /** Writes a PNG file, with the folder it is in. */
    static void write(Comparison comparison, Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Sunspots: each year forecast from the years before it")
                .xAxisTitle("year")
                .yAxisTitle("sunspots")
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNW);
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        line(chart, "truth", comparison, comparison.truth(), Color.BLACK, 2);
        line(chart, "network", comparison, comparison.network(), Color.RED, 2);
        line(chart, "as last year", comparison, comparison.persistence(), Color.LIGHT_GRAY, 1);
        Files.createDirectories(file.toAbsolutePath().getParent());
        ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
    }

    private static void line(
            XYChart chart, String name, Comparison comparison, double[] values, Color color, int width) {
        XYSeries series = chart.addSeries(name, comparison.years(), values);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(width));
    }
}
