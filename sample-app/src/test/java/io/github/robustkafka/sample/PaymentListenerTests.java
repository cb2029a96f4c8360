package io.github.robustkafka.sample;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PaymentListener}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PaymentListenerTests {

	private final PaymentListener listener = new PaymentListener();

	@Test
	void teaIsPaidAtOnce(CapturedOutput output) {
		charge("tea", 1);
		assertThat(output).contains("Payment of order n1 taken at call 1");
	}

	@Test
	void decafFailsTwiceAndIsThenPaid(CapturedOutput output) {
		assertThatIllegalStateException().isThrownBy(() -> charge("decaf", 1));
		assertThatIllegalStateException().isThrownBy(() -> charge("decaf", 2));
		assertThatCode(() -> charge("decaf", 3)).doesNotThrowAnyException();
		assertThat(output).contains("order n1 failed at call 2: the bank does not answer", "taken at call 3");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 100 })
	void poisonAlwaysFails(int call) {
		assertThatIllegalStateException().isThrownBy(() -> charge("poison", call));
	}

	@Test
	void champagneIsRefusedUntilItIsReplayed() {
		assertThatExceptionOfType(PaymentRefusedException.class).isThrownBy(() -> charge("champagne", 1));
		byte[] once = "1".getBytes(StandardCharsets.US_ASCII);
		assertThatCode(() -> this.listener.charge(new Order("n1", "champagne", 1), 1, once)).doesNotThrowAnyException();
	}

	private void charge(String item, int call) {
		this.listener.charge(new Order("n1", item, 1), call, null);
	}

}
