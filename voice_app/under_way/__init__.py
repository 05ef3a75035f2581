"""What is done with a talk under way: held, sent on, talked about first, listened to."""
