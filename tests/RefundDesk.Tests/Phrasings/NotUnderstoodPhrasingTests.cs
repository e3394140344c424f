namespace RefundDesk;

public sealed class NotUnderstoodPhrasingTests
{
    public static TheoryData<string> Lines => [.. PhrasingBook.Lines("not-understood.txt")];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Phrasing_NotUnderstood_IsSaidAndHasNoEffect(string line)
    {
        var random = new Random(1);
        for (var i = 0; i < 5; i++)
        {
            var loop = new BareLoop();
            var filling = PhrasingBook.Fill(line, "item", loop.Book, random);
            var answer = await loop.SayAsync(filling.Text);

            loop.CalledTools.Should().BeEmpty("of '{0}' answered with '{1}'", filling.Text, answer);
            loop.Book.Refunds.Should().BeEmpty();
            loop.Outbox.Sent.Should().BeEmpty();
            answer.Should().MatchRegex("did not understand|did nothing|nothing was done", "that is the honest answer to '{0}'", filling.Text);
        }
    }
}
