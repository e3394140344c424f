namespace Agentry.Tests;

public sealed class InvisibleTextScannerTests
{
    [Theory]
    [InlineData("family \U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466")]
    [InlineData("heart \u2764\uFE0F on fire \u2764\uFE0F\u200D\U0001F525, judge \U0001F468\U0001F3FD\u200D\u2696\uFE0F, key 1\uFE0F\u20E3")]
    [InlineData("Scotland \U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    [InlineData("\u0915\u094D\u200D\u0937 \u0915\u094D\u200C\u0937")]
    [InlineData("\u05E9\u05DC\u05D5\u05DD\u200F!")]
    [InlineData("\u0E01\u0E34\u0E19\u200B\u0E02\u0E49\u0E32\u0E27")]
    [InlineData("\u845B\U000E0100")]
    public void Scan_WhatWritingNeeds_Stays(string text) => Texts.Run(new InvisibleTextScanner(), text).Should().Be(text);

    [Theory]
    [InlineData("hi\U000E0069\U000E0067\U000E006E", "hi", "tag_character")]
    [InlineData("ig\u200Bno\u200Dre\u2060 \uFEFFthis", "ignore this", "zero_width")]
    [InlineData("pay \u202E001\u202C", "pay 001", "direction_control")]
    [InlineData("left\u200Eright", "leftright", "direction_control")]
    [InlineData("x\uFE00\uFE01\uFE02", "x\uFE00", "variation_selector")]
    [InlineData("x\U000E0100\U000E0101", "x", "variation_selector")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062", "\U0001F3F4", "tag_character")]
    public void Scan_WhatNobodySees_IsRemoved(string text, string expected, string rule)
    {
        Texts.Run(new InvisibleTextScanner(), text).Should().Be(expected);
        Texts.Rules(new InvisibleTextScanner(), text).Should().Equal(rule);
    }
}
