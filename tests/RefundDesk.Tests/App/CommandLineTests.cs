namespace RefundDesk;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--nope")]
    [InlineData("one", "two")]
    [InlineData("")]
    [InlineData("--model=")]
    [InlineData("--outage=partial")]
    public void BadInput_IsAnError(params string[] args) => CommandLine.Parse(args).Error.Should().NotBeNullOrEmpty();

    [Fact]
    public void EveryOption_IsRead()
    {
        CommandLine all = CommandLine.Parse(["--plain", "--read-only", "--private", "--outage", "--trace", "--log", "--offline", "--model=some-model", "Refund order 1042"]);

        all.Should().BeEquivalentTo(new
        {
            Plain = true,
            ReadOnly = true,
            Private = true,
            Outage = Outage.First,
            Trace = true,
            Log = true,
            Offline = true,
            Model = "some-model",
            Request = "Refund order 1042",
            Help = false,
            Error = (string?)null,
        });
        CommandLine.Parse(["--outage=total"]).Outage.Should().Be(Outage.Total);
        CommandLine.Parse(["-h"]).Help.Should().BeTrue();
    }
}
