using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>A model, who runs it, and how its client is made. Nothing is sent before the client is asked something.</summary>
internal sealed record DeskModel(string Name, string Vendor, Func<IChatClient> Create)
{
    public override string ToString() => $"{Name} ({Vendor})";
}
