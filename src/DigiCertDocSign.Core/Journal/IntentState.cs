namespace DigiCertDocSign;

/// <summary>How far an intent has come. In the first three states it is open; a person has one open intent at most.</summary>
public enum IntentState
{
    /// <summary>Written down and checked; nothing was sent.</summary>
    Planned,

    /// <summary>The order is about to be sent, or on its way. Found in this state after its process died, it is in doubt.</summary>
    Sent,

    /// <summary>Sent, but the answer never came: the order may or may not exist on the server.</summary>
    InDoubt,

    /// <summary>The server has the order, and its id is known.</summary>
    Placed,

    /// <summary>The server said no. A corrected input is a new intent.</summary>
    Refused,

    /// <summary>Given up: nothing was sent, or what was sent has certainly not arrived.</summary>
    Abandoned,

    /// <summary>The order was placed and has ended since: canceled, rejected, revoked or expired.</summary>
    Closed,
}
