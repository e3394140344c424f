namespace Agentry;

/// <summary>A claim that is not settled.</summary>
/// <param name="Id">The claim's id.</param>
/// <param name="TakenAt">When it was granted.</param>
/// <param name="Parts">What it holds of which accounts.</param>
internal sealed record OpenClaim(string Id, long TakenAt, IReadOnlyList<AccountAmount> Parts);
