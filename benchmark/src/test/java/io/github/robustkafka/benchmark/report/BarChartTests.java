package io.github.robustkafka.benchmark.report;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import io.github.robustkafka.benchmark.measure.Range;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BarChart}.
 */
class BarChartTests {

	@Test
	void barReachesTheGoalLineWhenTheGoalIsReached() throws Exception {
		Document picture = draw(finding(Row.P1, 0.40), finding(Row.P3, 1.3));
		assertThat(bars(picture)).hasSize(2).doesNotHaveDuplicates().isNotEmpty();
		assertThat(widths(picture)).containsOnly(220);
	}

	@Test
	void barIsShorterWhereMoreIsLessGood() throws Exception {
		assertThat(widths(draw(finding(Row.P3, 2.6), finding(Row.P1, 0.2)))).containsExactly(110, 110);
	}

	@Test
	void barIsNeverLongerThanThePicture() throws Exception {
		assertThat(widths(draw(finding(Row.P9, 1_000_000)))).containsExactly(440);
	}

	@Test
	void findingsThatOnlyInformAreLeftOut() throws Exception {
		assertThat(widths(draw(finding(null, 5)))).isEmpty();
	}

	@Test
	void conditionsAreShownAndEscaped() throws Exception {
		assertThat(draw(finding(Row.P1, 1)).getDocumentElement().getTextContent()).contains("2 cores <&> ext4");
	}

	private static Finding finding(@Nullable Row row, double median) {
		return new Finding("g", row, "a < b & c", "x", Range.of(median));
	}

	private static Document draw(Finding... findings) throws Exception {
		String svg = BarChart.of("2 cores <&> ext4", List.of(findings));
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
	}

	/** Without the background. */
	private static List<Element> bars(Document picture) {
		NodeList found = picture.getElementsByTagName("rect");
		return IntStream.range(1, found.getLength()).mapToObj((index) -> (Element) found.item(index)).toList();
	}

	private static List<Integer> widths(Document picture) {
		return bars(picture).stream().map((bar) -> Integer.valueOf(bar.getAttribute("width"))).toList();
	}

}
