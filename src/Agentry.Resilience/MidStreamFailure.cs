namespace Agentry;

/// <summary>What to do when a streamed reply fails after its first content has been passed on.</summary>
public enum MidStreamFailure
{
    /// <summary>The call fails with the text so far.</summary>
    Fail = 0,

    /// <summary>
    /// The reader gets an <see cref="AttemptRestartedUpdate"/>, and the reply is asked for again, as a further attempt. Under a foreign loop, whose
    /// reader cannot be told that text is void, it fails all the same.
    /// </summary>
    Restart,
}
